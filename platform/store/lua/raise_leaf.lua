#!lua
-- Moves the next leaf index up, never down. KEYS 1 log; ARGV 1 index.
local leaf = tonumber(redis.call('HGET', KEYS[1], 'next') or 0)
local to = tonumber(ARGV[1])
if to > leaf then redis.call('HSET', KEYS[1], 'next', string.format('%d', to)) end
return 0
