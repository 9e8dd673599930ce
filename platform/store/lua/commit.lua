#!lua
-- One commit: records, indexes, events, the answer to the request, and the audit entry. Lua does not
-- roll back, so this has two halves. The first only reads: whatever can be wrong is found there, the
-- type of every key included. The second only writes, with commands that cannot fail on keys that
-- were looked at so. docs/formats/redis-keys.md gives the keys and the answer codes.
--
-- KEYS  1 epoch  2 log  3 audit tail  4 outbox  5 kept answer  6.. records, then records that must
--       stand as they are, then indexes
-- ARGV  1 epoch number  2 the same as in wraps  3 audit entry  4 answer to keep, or ''  5 its ms
--       6 outbox length  7 records  8 index changes  9 events  10 records that must stand
--       a record: expected version, new version or 0, count, then count fields and values
--       a record that must stand: its version
--       an index change: key number, 'a' or 'r', member
--       an event: kind, id, version, reason
local call = redis.call
local epoch, tag, answer, keep = ARGV[1], ARGV[2], ARGV[4], tonumber(ARGV[5])
local records, changes, events = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local standing = tonumber(ARGV[10])

-- ---- check ----
if answer ~= '' then
  local kept = call('GET', KEYS[5])
  if kept then return {1, kept} end
end
local active = call('HGET', KEYS[1], 'active')
if active ~= epoch then return {3, active or '0'} end

local log = call('HMGET', KEYS[2], 'next', 'floor', 'events')
local leaf, floor, told = tonumber(log[1] or 0), tonumber(log[2] or 0), tonumber(log[3] or 0)
if leaf < floor then return {4, leaf} end
-- An entry at or after the next index would make XADD fail in the second half.
if #call('XRANGE', KEYS[3], string.format('%d-0', leaf), '+', 'COUNT', 1) > 0 then return {5, leaf} end
if #call('XRANGE', KEYS[4], string.format('%d-0', told + 1), '+', 'COUNT', 1) > 0 then
  return {5, told}
end

if #KEYS > 768 or records > 64 or standing > 512 or keep < 1 then return {6, 0} end
local bytes = 0
for i = 1, #KEYS do bytes = bytes + #KEYS[i] end
for i = 1, #ARGV do bytes = bytes + #ARGV[i] end
if bytes > 262144 then return {6, bytes} end

local at = 11
for i = 1, records do
  local version = call('HGET', KEYS[5 + i], 'v') or '0'
  if version ~= ARGV[at] then return {2, i} end
  local last = at + 2 + 2 * tonumber(ARGV[at + 2])
  for field = at + 3, last, 2 do
    local name = string.sub(ARGV[field], 1, 1)
    if (name == 'w' or name == 'k') and string.sub(ARGV[field + 1], 2, 5) ~= tag then
      return {3, active}
    end
  end
  at = last + 1
end
for i = 1, standing do
  if (call('HGET', KEYS[5 + records + i], 'v') or '0') ~= ARGV[at] then
    return {2, records + i}
  end
  at = at + 1
end
for i = 6 + records + standing, #KEYS do call('ZCARD', KEYS[i]) end

-- ---- write ----
call('XADD', KEYS[3], string.format('%d-1', leaf), 'e', ARGV[3])
at = 11
for i = 1, records do
  local last = at + 2 + 2 * tonumber(ARGV[at + 2])
  if ARGV[at] ~= '0' then call('DEL', KEYS[5 + i]) end
  if ARGV[at + 1] ~= '0' then call('HSET', KEYS[5 + i], unpack(ARGV, at + 3, last)) end
  at = last + 1
end
at = at + standing
for _ = 1, changes do
  if ARGV[at + 1] == 'a' then
    call('ZADD', KEYS[tonumber(ARGV[at])], 0, ARGV[at + 2])
  else
    call('ZREM', KEYS[tonumber(ARGV[at])], ARGV[at + 2])
  end
  at = at + 3
end
for i = 1, events do
  call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[6], string.format('%d-0', told + i), 'k', ARGV[at], 'i',
       ARGV[at + 1], 'v', ARGV[at + 2], 'r', ARGV[at + 3])
  at = at + 4
end
call('HSET', KEYS[2], 'next', string.format('%d', leaf + 1), 'events',
     string.format('%d', told + events))
if answer ~= '' then call('SET', KEYS[5], answer, 'PX', keep) end
-- Only a wake-up: a server that forbids it must not break the commit that is already written.
if events > 0 then redis.pcall('PUBLISH', KEYS[4], string.format('%d', told + events)) end
return {0, leaf}
