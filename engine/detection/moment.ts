import type { Slot } from '../time/index.ts'
import type { Cycles } from './cycles.ts'
import { SHAPES } from './layout.ts'

/** Where an interval lies in the cycles, the same for all metrics; changed from step to step by `moveTo`. */
export interface Moment {
  /** Slot of the daily profile. */
  slot: number
  /** The slots before and after it; at P1D itself. */
  slotBefore: number
  slotNext: number
  /** The first of the slots of half an hour before and after it, and how many they are with itself. At P1D 0. */
  nearFirst: number
  nearCount: number
  /** Hour of the day; whether it has several intervals. At P1D 0 and false. */
  hour: number
  fine: boolean
  /** Whether it is the last interval of its hour. */
  hourEnds: boolean
  /** Values of three days. */
  threeDays: number
  /** Slots of the long profile on either side of the interval's middle, and the share of the second. */
  long: number
  longNext: number
  longShare: number
  /** They are of two days. */
  midnight: boolean
  /** Slots of the daily profile on either side of the border between those two. */
  borderBefore: number
  borderAfter: number
  /** The same for the size of errors by time of day. */
  shape: number
  shapeNext: number
  shapeShare: number
}

/** A moment to be moved. Shares are no whole numbers, so that the engine keeps them as doubles from the start. */
export function createMoment(): Moment {
  return {
    slot: 0,
    slotBefore: 0,
    slotNext: 0,
    nearFirst: 0,
    nearCount: 0,
    hour: 0,
    fine: false,
    hourEnds: true,
    threeDays: 0,
    long: 0,
    longNext: 0,
    longShare: 0.5,
    midnight: false,
    borderBefore: 0,
    borderAfter: 0,
    shape: 0,
    shapeNext: 0,
    shapeShare: 0.5,
  }
}

/** Moves to an interval. Profiles that are coarser than the interval are read along the line between neighbours. */
export function moveTo(moment: Moment, cycles: Cycles, slot: Slot): void {
  if (!cycles.weekly) {
    moment.slot = slot.dayOfWeek
    moment.slotBefore = moment.slotNext = slot.dayOfWeek
    moment.hour = 0
    moment.fine = false
    moment.long = moment.longNext = slot.dayOfYear
    moment.longShare = 0
    moment.shape = moment.shapeNext = 0
    moment.shapeShare = 0
    return
  }
  const { slots, slotsPerHour, longSlots } = cycles
  moment.slot = slot.ofDay
  moment.slotBefore = (slot.ofDay + slots - 1) % slots
  moment.slotNext = (slot.ofDay + 1) % slots
  const reach = Math.floor(slotsPerHour / 2)
  moment.nearFirst = (slot.ofDay + slots - reach) % slots
  moment.nearCount = 2 * reach + 1
  moment.hour = Math.floor(slot.ofDay / slotsPerHour)
  moment.fine = slotsPerHour > 1
  moment.hourEnds = slot.ofDay % slotsPerHour === slotsPerHour - 1
  moment.threeDays = 3 * slots
  const hour = slot.dayOfWeek * 24 + moment.hour
  const fromMiddle = ((slot.ofDay % slotsPerHour) + 0.5) / slotsPerHour - 0.5
  moment.long = hour
  moment.longNext = (hour + (fromMiddle < 0 ? longSlots - 1 : 1)) % longSlots
  moment.longShare = Math.abs(fromMiddle)
  moment.midnight = Math.floor(hour / 24) !== Math.floor(moment.longNext / 24)
  moment.borderAfter = ((moment.hour + (fromMiddle < 0 ? 0 : 1)) * slotsPerHour) % slots
  moment.borderBefore = (moment.borderAfter + slots - 1) % slots
  const place = ((slot.ofDay + 0.5) * SHAPES) / slots
  moment.shape = Math.floor(place)
  const fromCentre = place - moment.shape - 0.5
  moment.shapeNext = (moment.shape + (fromCentre < 0 ? SHAPES - 1 : 1)) % SHAPES
  moment.shapeShare = Math.abs(fromCentre)
}
