"""Counters in Redis, or in what speaks its protocol, for a site on several hosts: its scripts run one at a time."""

from __future__ import annotations

import time

import redis

SPEND = """
local free_at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1]))
local latest = ARGV[1] + ARGV[2]
if free_at > latest then return tostring(free_at - latest) end
free_at = free_at + ARGV[3]
redis.call('SET', KEYS[1], string.format('%.6f', free_at), 'PX', math.ceil((free_at - ARGV[1]) * 1000))
return '0'
"""
TAKE = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[1] + ARGV[4], ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[4] * 1000))
return 1
"""
PREFIX = "xunshi:limits:"


class RedisStore:
    """As SqlStore. `address` is a URL such as redis://host:6379/0."""

    def __init__(self, address: str) -> None:
        self.client = redis.Redis.from_url(address, socket_timeout=1.0, socket_connect_timeout=1.0)
        self.spending = self.client.register_script(SPEND)
        self.taking = self.client.register_script(TAKE)

    def spend(self, name: str, *, burst: int, interval: float) -> float:
        now = f"{time.time():.6f}"
        return float(self.spending(keys=[PREFIX + name], args=(now, (burst - 1) * interval, interval)))

    def take(self, name: str, slots: int, holder: str, lease: float) -> bool:
        return bool(self.taking(keys=[PREFIX + name], args=(f"{time.time():.6f}", slots, holder, lease)))

    def renew(self, name: str, holder: str, lease: float) -> None:
        self.client.zadd(PREFIX + name, {holder: time.time() + lease}, xx=True)
        self.client.pexpire(PREFIX + name, int(lease * 1000))

    def release(self, name: str, holder: str) -> None:
        self.client.zrem(PREFIX + name, holder)
