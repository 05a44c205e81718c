/** Whether one of these Set-Cookie lines holds the value, as it is or percent-encoded, and lacks the attribute Secure. */
export function hasInsecureCookie(lines: readonly string[], value: string): boolean {
  return lines.some((line) => {
    const [pair = "", ...attributes] = line.split(";");
    const secure = attributes.some((attribute) => attribute.trim().toLowerCase() === "secure");
    return !secure && [value, encodeURIComponent(value)].some((one) => pair.includes(one));
  });
}
