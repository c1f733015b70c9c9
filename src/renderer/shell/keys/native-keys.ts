const writingInputs = ['text', 'search', 'number', 'email', 'url', 'tel', 'password', 'date', 'time', 'datetime-local']

const pressedBySpaceAndEnter = 'button, a[href], summary, input, select, [role=switch], [role=checkbox], [role=radio]'
const movedByArrows =
  'input, select, [role=slider], [role=combobox], [role=radio], [role=tab], [role=separator][tabindex]'
const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']

/** Whether a person writes into the element: keys mean letters there. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && writingInputs.includes(target.type)
}

/** Whether the element answers to the key by itself: a button to Space, a slider to arrows. */
export function answersItself(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (key === ' ' || key === 'Enter') return target.matches(pressedBySpaceAndEnter)
  return arrows.includes(key) && target.matches(movedByArrows)
}

/** Whether the element is in something that lies over the screen: a dialog, a menu. Its keys are its own. */
export const isInOverlay = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[role=dialog], [role=menu], [role=listbox].MuiMenu-list') !== null
