import type { CheerioAPI } from "cheerio";
import type { AnyNode, Element, ParentNode } from "domhandler";

/** Elements looked at one by one: a selector costs more to compile than most pages cost to walk. */

const lists = new WeakMap<CheerioAPI, Element[]>();

/** All elements of a page, in order; what a template holds is no part of the page. */
export function elementsOf($: CheerioAPI): Element[] {
  const known = lists.get($);
  if (known) return known;
  const all = $.root()
    .toArray()
    .flatMap((root) => descendants(root));
  lists.set($, all);
  return all;
}

/** To be called when a page was changed in more than attributes. */
export function forgetElements($: CheerioAPI): void {
  lists.delete($);
}

/** Elements below a node, in order. */
export function descendants(node: ParentNode): Element[] {
  const found: Element[] = [];
  gather(node, found);
  return found;
}

function gather(node: ParentNode, found: Element[]): void {
  for (const child of node.children) {
    if (!isElement(child)) continue;
    found.push(child);
    gather(child, found);
  }
}

/** Text of a node and all below it, but for what `skipped` leaves out. */
export function textOf(node: AnyNode, skipped?: (element: Element) => boolean): string {
  if ("children" in node) {
    let text = "";
    for (const child of node.children)
      if (!skipped || !isElement(child) || !skipped(child)) text += textOf(child, skipped);
    return text;
  }
  return node.type === "text" ? node.data : "";
}

/** The element itself or the first one around it that passes. */
export function closest(element: Element, passes: (element: Element) => boolean): Element | undefined {
  for (let at: AnyNode | null = element; at && isElement(at); at = at.parent) if (passes(at)) return at;
  return undefined;
}

/** Value of an attribute that is compared without case, as `type` is. */
export function lowered(element: Element, attribute: string): string | undefined {
  return element.attribs[attribute]?.toLowerCase();
}

/** Whether it takes a value that a form sends: an input, a select, a textarea or a button. */
export function isControl({ name }: Element): boolean {
  return name === "input" || name === "select" || name === "textarea" || name === "button";
}

function isElement(node: AnyNode): node is Element {
  return "attribs" in node;
}
