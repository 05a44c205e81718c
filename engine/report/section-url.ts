/** Link to a section: `4.1.2` or an appendix letter of an RFC or an Internet-Draft; other documents by their own address. */
export function sectionUrl(url: string, section: string): string {
  if (!/rfc-editor\.org|datatracker\.ietf\.org\/doc\/html/.test(url)) return url;
  const appendix = /^[a-z]\b/i.test(section);
  return `${url}#${appendix ? `appendix-${section.slice(0, 1).toUpperCase()}${section.slice(1)}` : `section-${section}`}`;
}
