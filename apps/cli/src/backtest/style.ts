/** How the report looks: one measure, two schemes, no font and no picture from anywhere. */

export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --faint: #5c6675; --page: #f7f8fa; --card: #ffffff; --line: #dfe3e8;
  --approve: #1a7f4b; --review: #8a4fbf; --refuse: #c2352b; --then: #9aa5b4; --now: #2862c8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --faint: #9aa5b4; --page: #12161c; --card: #1b212a; --line: #313a46;
  --approve: #4cc38a; --review: #bf8df0; --refuse: #f0776d; --then: #6c7787; --now: #6ea0f5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 0 0 16px; }
h3 { font-size: 16px; margin: 0 0 8px; overflow-wrap: anywhere; }
h4 { font-size: 14px; margin: 0 0 4px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px; margin-top: 20px; }
.figures { display: flex; flex-wrap: wrap; gap: 12px 48px; }
.figure { margin: 0; display: flex; flex-direction: column; }
.figure strong { font-size: 30px; line-height: 1.1; font-variant-numeric: tabular-nums; }
.good strong { color: var(--approve); } .bad strong { color: var(--refuse); }
.figure span, .faint { color: var(--faint); font-weight: normal; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; margin-bottom: 16px; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .name { font-weight: 600; }
rect.Approve { fill: var(--approve); } rect.Review { fill: var(--review); } rect.Refuse { fill: var(--refuse); }
rect.then { fill: var(--then); } rect.now { fill: var(--now); }
.band { fill: var(--then); opacity: .35; } .band.Approve { fill: var(--approve); opacity: .6; }
.band.Review { fill: var(--review); opacity: .6; } .band.Refuse { fill: var(--refuse); opacity: .6; }
.scroll { overflow-x: auto; }
@media (max-width: 600px) { main { padding: 20px 12px 40px; } section { padding: 14px; } svg { min-width: 560px; }
  th, td { padding-right: 8px; } table { font-size: 14px; } th { font-size: 12px; } }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-top: 1px solid var(--line); vertical-align: top; }
th { color: var(--faint); font-weight: 600; font-size: 14px; border-top: 0; }
.number { text-align: right; white-space: nowrap; }
article { border-top: 1px solid var(--line); padding: 16px 0; } article:first-of-type { border-top: 0; padding-top: 0; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 12px 24px; }
.sides ul { margin: 0; padding-left: 18px; } .sides p { margin: 0; color: var(--faint); }
span.Approve { color: var(--approve); } span.Review { color: var(--review); } span.Refuse { color: var(--refuse); }
`
