#!lua
-- The slot's active epoch; the first use of a slot makes epoch 1. KEYS 1 epoch; ARGV 1 '1' to make it.
local active = redis.call('HGET', KEYS[1], 'active')
if active or ARGV[1] ~= '1' then return active end
redis.call('HSET', KEYS[1], 'active', '1', 'state:1', 'active')
return '1'
