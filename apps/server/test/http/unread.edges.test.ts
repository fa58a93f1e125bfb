/** Answers that nobody reads. */
import { EventEmitter } from "node:events"
import type { ServerResponse } from "node:http"
import { mayAnswer } from "@refund-rules/server/http/unread"
import { afterEach, expect, it } from "vitest"

const MEGABYTE = 1024 * 1024

const open: EventEmitter[] = []
afterEach(() => open.splice(0).forEach((one) => one.emit("close")))

/** One more answer of so many bytes, which nobody reads yet; whether it is given. */
const answering = (bytes: number): boolean => {
  const response = new EventEmitter()
  open.push(response)
  return mayAnswer(response as unknown as ServerResponse, bytes)
}

const many = (times: number, bytes: number) => Array.from({ length: times }, () => answering(bytes))

it("are given up to 64 MB, then only small ones, and large ones again when one of them was read", () => {
  expect(new Set(many(64, MEGABYTE))).toEqual(new Set([true]))
  expect([answering(16_385), answering(16_384)]).toEqual([false, true])
  open[0]!.emit("close")
  expect([answering(MEGABYTE), answering(16_385)]).toEqual([true, false])
})

it("are given alone, whatever their size", () => {
  expect([answering(100 * MEGABYTE), answering(MEGABYTE)]).toEqual([true, false])
})

it("are not counted where they were refused, or are small", () => {
  many(64, MEGABYTE)
  many(100, MEGABYTE)
  many(10_000, 16_384)
  open.splice(0, 64).forEach((one) => one.emit("close"))
  expect(new Set(many(64, MEGABYTE))).toEqual(new Set([true]))
})
