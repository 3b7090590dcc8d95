/** The wallet's front door: the small loader calls `start` once and `act` for each button. */

import { start as announce } from './announce.js'
import { become } from './become.js'
import { room, say } from './dom.js'
import { known } from './errors.js'
import { ADDRESSES } from './generated.js'
import { checkPlan, readPlan } from './plan.js'
import { mount } from './pages/mount.js'
import { resume, sign } from './road.js'
import { reading } from './review.js'
import { signIn } from './sign-in.js'

/** The chain of the page: of its plan, or said for the page as a whole. */
const chainOf = () => readPlan()?.chain ?? readPlan('chain')

/** Announces the wallet, fills what the page left for it, and picks up what was cut off. */
export async function start() {
  const chain = chainOf()
  if (!chain) return
  room()
  announce(chain)
  preview()
  await mount({ chain, contracts: readPlan('chain')?.contracts ?? {} })
  resumePage()
}

/** Goes on with a payment of this page that was cut off; runs beside everything else. */
export function resumePage() {
  const plan = readPlan()
  if (plan?.calls?.length) resume(plan).catch((problem) => say(known(problem).message, 'error'))
}

/** @param {HTMLElement} source */
export async function act(source) {
  if (source.matches('[data-sign]')) await sign(readPlan())
  else if (source.matches('[data-sign-in]')) await signIn(source, chainOf())
  else await become(source, chainOf())
}

/** Shows, beside the page's own words, what the calldata says; a plan that lies can't be signed. */
function preview() {
  const place = document.querySelector('[data-plan-review]')
  const plan = readPlan()
  if (!place || !plan?.calls?.length) return
  try {
    const readings = checkPlan(plan, { ...ADDRESSES, ...plan.contracts })
    place.replaceChildren(...readings.map((read) => reading(read, plan)))
  } catch (problem) {
    document.querySelectorAll('[data-sign]').forEach((each) => each.setAttribute('disabled', ''))
    say(known(problem).message, 'error')
  }
}

