-- Sends one body again and again: wrk -s post.lua URL -- BODY-FILE [HEADER-LENGTH]
function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    local headers = { ["Content-Type"] = "application/json" }
    if arguments[2] then
        headers["Content-Type"] = "application/octet-stream"
        headers["Inference-Header-Content-Length"] = arguments[2]
    end
    request_text = wrk.format("POST", nil, headers, file:read("*a"))
    file:close()
end

function request() return request_text end
