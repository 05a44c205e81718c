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

/** Elements below a node, in order, but for those that are `skipped`, with all below them. */
export function descendants(node: ParentNode, skipped?: (element: Element) => boolean): Element[] {
  return below(node, skipped).filter(isElement);
}

/** Text of a node and all below it, but for what `skipped` leaves out. */
export function textOf(node: ParentNode, skipped?: (element: Element) => boolean): string {
  let text = "";
  for (const each of below(node, skipped)) if (each.type === "text") text += each.data;
  return text;
}

/** By a list of what is still to come: a page may be nested deeper than calls can be. */
function below(node: ParentNode, skipped?: (element: Element) => boolean): AnyNode[] {
  const found: AnyNode[] = [];
  const ahead: AnyNode[] = node.children.toReversed();
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    if (skipped && isElement(next) && skipped(next)) continue;
    found.push(next);
    if ("children" in next) for (let i = next.children.length - 1; i >= 0; i--) ahead.push(next.children[i] as AnyNode);
  }
  return found;
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
