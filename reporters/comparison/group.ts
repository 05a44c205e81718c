/** Members by key, in the order in which the keys turn up. */
export function groupBy<K, T>(members: readonly T[], key: (member: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const member of members) {
    const group = groups.get(key(member));
    if (group) group.push(member);
    else groups.set(key(member), [member]);
  }
  return groups;
}
