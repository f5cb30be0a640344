-- What wrk sends and counts. Behind "--" on its command line: a kind of request, a number that no other run of wrk
-- has, and what the kind needs to know.

local PERSON = '{"email":"%s","name":"Katherine Johnson","city":"Hampton","country":"United States",' ..
  '"organisation":"Flight Research Division","designation":"Mathematician"}'
local EMAIL = "%08x.%d.%d@example.com"

local kinds = {}
local next_request

-- The same request again and again.
function kinds.same(_, method, path)
  local bytes = wrk.format(method, path)
  return function() return bytes end
end

-- A page after a random cursor of a list of so many rows.
function kinds.page(_, path, rows, size)
  local last = tonumber(rows) - tonumber(size)
  local head = path .. "?size=" .. size .. "&after="
  return function() return wrk.format("GET", head .. math.random(0, last)) end
end

-- A person whom no request has named before, with an email that may fall anywhere among those already there.
function kinds.person(run, path)
  local n = 0
  return function()
    n = n + 1
    return wrk.format("POST", path, nil, PERSON:format(EMAIL:format(math.random(0, 0xffffffff), run, n)))
  end
end

-- One of the links in a file, a line each, as a browser opens it: the link, and then the page that it leads to, with
-- the cookie that the link gives. wrk does not follow, so every second request is the second one of some link.
function kinds.link(_, file)
  local links, pages, n = {}, {}, 0
  for path in io.lines(file) do
    local page, code = path:match("^(.*)%?code=(.*)$")
    table.insert(links, wrk.format("GET", path))
    table.insert(pages, wrk.format("GET", page, {["Cookie"] = "admit_entry=" .. code .. ".bench"}))
  end
  return function()
    n = n + 1
    return (n % 2 == 1 and links or pages)[math.random(#links)]
  end
end

function init(args)
  local kind, run = args[1], tonumber(args[2])
  math.randomseed(run)
  next_request = kinds[kind](run, unpack(args, 3))
end

function request()
  return next_request()
end

refused = 0

-- The first body that came with a refusal goes to standard error, for whoever has to find out why.
function response(status, _, body)
  if status >= 200 and status < 300 or status == 303 then return end
  if refused == 0 then io.stderr:write(status, " ", body, "\n") end
  refused = refused + 1
end

local worker

function setup(thread)
  worker = thread
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"refused":%d,"lost":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    worker:get("refused"), lost))
end
