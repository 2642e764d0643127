// The table of clients and scenarios.

/** The table as markdown: a row per client, a column per scenario. */
export function markdown(scenarios, rows) {
  const lines = [
    row(['client', ...scenarios]),
    row(['', ...scenarios].map(() => '---')),
    ...rows.map(({ client, cells }) => row([client, ...cells.map((cell) => cell.text)])),
  ];
  return `${lines.join('\n')}\n`;
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}
