import { api } from '../../../api.ts'
import { LikenessWork } from './likeness-work.ts'

/** Of the window: what was started goes on while another screen is looked at. */
export const likenessWork = new LikenessWork(api.exports)
