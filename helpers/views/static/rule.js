// The rule of the table, owner = f(service, domain, settings), as helpers.tables.settings.apply has it in Python. Pure functions of
// what Python sent: `data` (see stack_data.py), a service and a choice of its settings.

const POINTS = { aws: 0, shared: 0.5, customer: 1 };

function asRow([owner, aws, you, basis, scope, source, checked]) {
  return { owner, aws, you, basis, scope, source, checked };
}

// The options in `choice` that are no default, each with its setting, in the order of the choice.
function flipped(data, service, choice) {
  return Object.entries(choice).map(([key, value]) => {
    const setting = data.services[service].settings.find(s => s.key === key);
    return { ...setting?.options.find(o => o.key === value), setting };
  }).filter(option => option.key && !option.default);
}

// The service that a choice makes of `service`: itself, or the variant that one of its options turns it into.
function variant(data, service, choice) {
  return data.services[flipped(data, service, choice).find(option => option.becomes)?.becomes ?? service];
}

// One row a domain: owner, both duties, on whose word. Where two options move one domain, both duties are given.
function rowsOf(data, service, choice = {}) {
  const chosen = flipped(data, service, choice);
  const other = chosen.find(option => option.becomes);
  if (other) return data.services[other.becomes].rows.map(asRow);
  const moved = {};
  for (const option of chosen) {
    for (const [domain, cells] of Object.entries(option.moves)) {
      const [move, before] = [asRow(cells), moved[domain]];
      moved[domain] = before ? { ...move, aws: `${before.aws} ${move.aws}`, you: `${before.you} ${move.you}` } : move;
    }
  }
  return data.services[service].rows.map((row, domain) => moved[domain] ?? asRow(row));
}

// Why `option` of `setting` cannot stand beside the rest of the choice; "" if it can.
function conflict(data, service, choice, setting, option) {
  if (option.default) return "";
  const others = flipped(data, service, choice).filter(o => o.setting.key !== setting.key);
  const named = o => `${o.setting.name}: ${o.name}`;
  const names = (o, key, value) => o.excludes.some(([k, v]) => k === key && v === value);
  const back = o => `Go back to ${o.setting.options.find(one => one.default).name} first`;
  if (others.length && option.becomes) return `that's a different service, and the table has it without ${others[0].setting.name}. ${back(others[0])}`;
  const whole = others.find(o => o.becomes);
  if (whole) return `the table has ${data.services[whole.becomes].name} without ${setting.name}. ${back(whole)}`;
  const enemy = others.find(o => names(option, o.setting.key, o.key) || names(o, setting.key, option.key));
  return enemy ? `not together with ${named(enemy)}` : "";
}

function changesBetween(before, after) {
  return after.map((row, domain) => ({ domain, was: before[domain].owner, now: row.owner,
    hands: before[domain].owner !== row.owner,
    duties: before[domain].aws !== row.aws || before[domain].you !== row.you }));
}

function share(rows) {
  return rows.reduce((sum, row) => sum + (POINTS[row.owner] ?? 0), 0) / rows.length;
}

export { conflict, rowsOf };
