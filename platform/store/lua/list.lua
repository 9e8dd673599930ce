#!lua flags=no-writes
-- A page of an index and its records, from one moment.
-- KEYS 1 index; ARGV 1 how record keys begin, 2 and 3 the range, 4 limit.
-- Answers {more, member, record, member, record, ...}. Record keys are made here out of the members
-- (prefix, kind byte, id): they share the index's hash slot.
local limit = tonumber(ARGV[4])
local members = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[2], ARGV[3], 'LIMIT', 0, limit + 1)
local out = {#members > limit and 1 or 0}
for i = 1, math.min(limit, #members) do
  local member = members[i]
  local key = string.format('%s%d:%s', ARGV[1], string.byte(member, -17),
                            string.format(string.rep('%02x', 16), string.byte(member, -16, -1)))
  out[2 * i] = member
  out[2 * i + 1] = redis.call('HGETALL', key)
end
return out
