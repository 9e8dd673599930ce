#!lua flags=no-writes
-- Events after a cursor. KEYS 1 outbox, 2 log; ARGV 1 cursor, 2 limit.
-- Answers {0, entries}, or {1} where events between the cursor and the first one kept are gone, or
-- the cursor is of a future that was lost with a restored backup.
local cursor, told = tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[2], 'events') or 0)
if cursor > told then return {1} end
local entries = redis.call('XRANGE', KEYS[1], string.format('(%d-0', cursor), '+', 'COUNT', ARGV[2])
if cursor < told then
  if #entries == 0 then return {1} end
  if tonumber(string.match(entries[1][1], '^%d+')) ~= cursor + 1 then return {1} end
end
return {0, entries}
