/** Names the network that one subscriber has to itself, for limits per source. */

/**
 * An IPv4 address itself; of an IPv6 address the /64, which one subscriber has to itself. Without
 * the port that some proxies put behind the address they forward: every connection has another.
 */
export function networkOf(address: string): string {
  const plain = address
    .toLowerCase()
    .replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, "$1$3")
    .replace(/^::ffff:(?=\d+\.)/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("%", 1).join("").split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const after = tail === "" ? 0 : tail.split(":").length;
    while (groups.length + after < 8 && groups.length < 4) groups.push("0");
  }
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  return [...groups, ...rest].slice(0, 4).join(":");
}
