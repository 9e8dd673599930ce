-- For wrk: the body, path and headers of one call, from the environment.
wrk.method = "POST"
wrk.headers["content-type"] = os.getenv("CONTENT_TYPE")
wrk.headers["authorization"] = "Bearer " .. os.getenv("TOKEN")
wrk.headers["smarthub-scheme"] = os.getenv("SCHEME")
wrk.headers["te"] = "trailers"
local file = assert(io.open(os.getenv("BODY"), "rb"))
wrk.body = file:read("*a")
file:close()
