// Checks the site that was built: every page is there and in the list beside the pages, and every link inside it leads to a
// page and an anchor.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const site = dirname(fileURLToPath(import.meta.url))
const docs = resolve(site, "..")
const dist = resolve(process.argv[2] ?? join(site, "dist"))
const base = process.env.SITE_BASE ?? "/"

function files(folder, extension) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      return entry.name.startsWith(".") || ["node_modules", "target", "src"].includes(entry.name) ? [] : files(path, extension)
    }
    return entry.name.endsWith(extension) ? [path] : []
  })
}

const problems = []
const sources = files(docs, ".md").map((page) => relative(docs, page))
for (const source of sources) {
  const page = source.replace(/README\.md$/, "index.md").replace(/\.md$/, ".html")
  if (!existsSync(join(dist, page))) problems.push(`lost: ${source}`)
}

const listed = readFileSync(join(dist, "index.html"), "utf8").match(/<aside class="VPSidebar.*?<\/aside>/s)?.[0] ?? ""
for (const source of sources) {
  const page = base + source.replace(/README\.md$/, "").replace(/\.md$/, ".html").replace(/^index\.html$/, "")
  if (!listed.includes(`href="${page}"`)) problems.push(`not in the list of pages: ${source}`)
}

const unescape = (text) => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'")
const anchors = new Map()
function anchorsOf(page) {
  if (!anchors.has(page)) {
    const ids = readFileSync(page, "utf8").matchAll(/\s(?:id|name)="([^"]*)"/g)
    anchors.set(page, new Set([...ids].map((id) => unescape(id[1]))))
  }
  return anchors.get(page)
}

let links = 0
const pages = files(dist, ".html").filter((page) => !relative(dist, page).startsWith("javadoc/"))
for (const page of pages) {
  const html = readFileSync(page, "utf8")
  for (const [, attribute, value] of html.matchAll(/\s(href|src)="([^"]*)"/g)) {
    const link = unescape(value)
    if (/^(https?:|mailto:|data:)/.test(link)) {
      // A link may lead elsewhere; nothing may be loaded from there.
      if (attribute === "src") problems.push(`${relative(dist, page)} loads ${link}`)
      continue
    }
    links++
    const [path, anchor] = link.split("#")
    let target = page
    if (path.startsWith("/")) target = join(dist, path.startsWith(base) ? path.slice(base.length) : path)
    else if (path) target = resolve(dirname(page), decodeURIComponent(path))
    if (existsSync(target) && statSync(target).isDirectory()) target = join(target, "index.html")
    if (!existsSync(target)) {
      const javadoc = relative(dist, target).startsWith("javadoc/") && !existsSync(join(dist, "javadoc"))
      if (!javadoc || process.env.SITE_JAVADOC) problems.push(`${relative(dist, page)} leads to ${link}: no such page`)
    } else if (anchor && target.endsWith(".html") && !anchorsOf(target).has(decodeURIComponent(anchor))) {
      problems.push(`${relative(dist, page)} leads to ${link}: no such anchor`)
    }
  }
}

const unique = [...new Set(problems)]
unique.forEach((problem) => console.error(problem))
if (sources.length < 60 || links < 1000) {
  console.error(`Only ${sources.length} pages and ${links} links were found`)
  process.exit(1)
}
if (unique.length > 0) process.exit(1)
console.log(`${sources.length} pages, none is lost; ${links} links lead to a page and an anchor`)
