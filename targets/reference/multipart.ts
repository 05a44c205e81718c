const NAME = /^content-disposition:\s*form-data;.*?\bname="([^"]*)"/im;

/**
 * The fields of a multipart/form-data body (RFC 7578), in order; files are read as text. The boundary is the first
 * line's, whatever the header says: some clients send two headers, one of them without it.
 */
export function multipartPairs(body: string): [name: string, value: string][] {
  const boundary = /^--[^\r\n]{1,70}/.exec(body)?.[0];
  if (boundary === undefined) return [];
  return body
    .split(boundary)
    .slice(1, -1)
    .flatMap((part): [string, string][] => {
      const [, head = "", value = ""] = /^\r\n(.*?)\r\n\r\n(.*)\r\n$/s.exec(part) ?? [];
      const name = NAME.exec(head)?.[1];
      return name === undefined ? [] : [[name, value]];
    });
}
