"""What travels: the JSON shapes of requests and answers. Imports nothing of Admit's other packages."""
