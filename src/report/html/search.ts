import { type SearchFacts, searchSpreads } from '../../analysis/index.ts'
import { groupedBy } from '../../base/grouped-by.ts'
import { stableJson } from '../../base/stable-json.ts'
import { searchCharts } from '../charts/search.ts'
import { escapeHtml as e } from '../escape.ts'
import { searchAnswer, searchName, searchSentence, spreadSentence } from '../words/search.ts'
import { verdictSign } from '../words/verdict.ts'
import { figure } from './charts.ts'

/** What searches found: the answer, each repetition, and a chart for each objective; empty without a search. */
export function searchSection(searches: readonly SearchFacts[]): string {
  const groups = groupedBy(searches, ({ levels }) => stableJson(levels))
  return [...groups.values()].map((group, place) => groupSection(group, `search-${place + 1}`)).join('')
}

function groupSection(group: readonly SearchFacts[], id: string): string {
  const [first] = group as [SearchFacts]
  const name = searchName(first, false)
  const [spread] = searchSpreads(group)
  const { answer, reason } = searchAnswer(first)
  const lead = spread ? [spreadSentence(first.path, { ...spread, levels: [] })] : group.length === 1 ? [answer, reason] : [answer]
  const [sentence = '', ...more] = lead.filter((text) => text !== '').map(capital)
  const items = group.map((search) => {
    const state = stateOf(search)
    return `<li><span class="tag ${state}">${verdictSign[state]} ${stateWords[state]}</span><span class="wide">Repetition ${search.repetition}: ${e(searchSentence(search))}</span></li>`
  })
  const state = group.map(stateOf).find((one) => one !== 'met') ?? 'met'
  return `<h2>Highest ${e(first.path)}${name === '' ? '' : `, ${e(name)}`}</h2><section class="verdict ${state}" aria-label="What the search found"><p class="lead">${verdictSign[state]} ${e(sentence)}</p>${more.map((text) => `<p>${e(text)}.</p>`).join('')}${
    group.length > 1 ? `<ul>${items.join('')}</ul>` : ''
  }<p class="trust">A value counts as met when every objective is met beyond doubt, under a load that was delivered; what is undecided counts as not met.</p></section><div class="charts">${searchCharts(group, name, id).map(figure).join('')}</div>`
}

const stateWords = { met: 'found', missed: 'none met', undecided: 'open' } as const

function stateOf({ end }: SearchFacts): keyof typeof stateWords {
  return end === 'below' ? 'missed' : end === 'unfinished' ? 'undecided' : 'met'
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`
}
