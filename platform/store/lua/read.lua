#!lua flags=no-writes
-- Records from one moment. KEYS: the records. Answers one array of fields and values for each.
local out = {}
for i = 1, #KEYS do out[i] = redis.call('HGETALL', KEYS[i]) end
return out
