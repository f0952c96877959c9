// A long press of a finger, which not every browser reports as a context menu.

const HOLD_MS = 450;
const SLIP_PX = 10;

/** Calls `held` when a finger rests on the element. */
export function onLongPress(element, held) {
  let timer = null;
  let start = null;
  const cancel = () => clearTimeout(timer);
  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    start = event;
    cancel();
    timer = setTimeout(() => held(start), HOLD_MS);
  });
  element.addEventListener("pointermove", (event) => {
    if (start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > SLIP_PX) cancel();
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave", "contextmenu"]) element.addEventListener(end, cancel);
}
