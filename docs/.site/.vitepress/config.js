import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitepress"

const site = resolve(dirname(fileURLToPath(import.meta.url)), "..")
const docs = resolve(site, "..")
const repository = "https://github.com/appliedset/applied-set"

/** The first heading of a page. */
function title(page) {
  return readFileSync(join(docs, page), "utf8").match(/^# +(.+)$/m)[1].replaceAll("`", "")
}

/** The pages of a folder, by their headings or, where these begin with numbers, by their files. */
function pages(folder) {
  const links = readdirSync(join(docs, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({ text: title(`${folder}/${file}`), link: `/${folder}/${file.replace(/\.md$/, "")}` }))
  return folder === "decisions" ? links : links.sort((a, b) => a.text.localeCompare(b.text))
}

/** As GitHub names the anchors of headings, which is what the links between pages use. */
function slugify(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-")
}

/** A link out of docs leads to the repository: a source file, the licence. */
function leadsOutOfDocs(markdown) {
  markdown.core.ruler.push("repository-links", (state) => {
    for (const block of state.tokens) {
      for (const token of block.children ?? []) {
        const href = token.type === "link_open" ? token.attrGet("href") : null
        if (!href || /^(\w+:|#|\/)/.test(href)) continue
        const target = resolve(dirname(join(docs, state.env.relativePath)), href.replace(/#.*/, ""))
        if (!target.startsWith(`${docs}/`) || !/\.md$/.test(target)) {
          const path = target.slice(dirname(docs).length + 1)
          if (!existsSync(target)) throw new Error(`${state.env.relativePath} links to ${href}, which does not exist`)
          token.attrSet("href", `${repository}/blob/main/${path}`)
        } else if (/README\.md$/.test(target)) {
          token.attrSet("href", href.replace("README.md", "index.md"))
        }
      }
    }
  })
}

export default defineConfig({
  title: "applied-set",
  description: "PostgreSQL schema migrations for Spring Boot that remember a set",
  lang: "en",
  base: process.env.SITE_BASE ?? "/",
  srcDir: docs,
  outDir: join(site, "dist"),
  cacheDir: join(site, ".vitepress/cache"),
  srcExclude: [".site/**", "benchmarks/src/**", "benchmarks/target/**"],
  rewrites: { "benchmarks/README.md": "benchmarks/index.md" },
  cleanUrls: false,
  lastUpdated: false,
  // Javadoc is put beside the pages after they are built; check.js looks for it.
  ignoreDeadLinks: [/^\/javadoc\//],
  markdown: { anchor: { slugify }, toc: { slugify }, headers: { slugify }, config: leadsOutOfDocs },
  vite: {
    // The pages are outside of the folder that has the packages.
    resolve: {
      alias: {
        vue: join(site, "node_modules/vue"),
        "vue/server-renderer": join(site, "node_modules/vue/server-renderer"),
      },
    },
  },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Getting started", link: "/getting-started" },
      { text: "Properties", link: "/reference/properties" },
      { text: "Errors", link: "/reference/errors" },
      { text: "Javadoc", link: "/javadoc/index.html", target: "_blank" },
    ],
    sidebar: [
      {
        text: "Learn",
        items: [
          { text: "All pages", link: "/" },
          ...["getting-started", "declare-your-schema"].map((page) => ({ text: title(`${page}.md`), link: `/${page}` })),
        ],
      },
      { text: "Do", items: pages("how-to") },
      { text: "Look up", items: [...pages("reference"), { text: "Changelog", link: "/changelog" }] },
      { text: "Understand", items: pages("explanation") },
      {
        text: "Work on it",
        collapsed: true,
        items: [
          ...["contributing", "releasing", "architecture"].map((page) => ({ text: title(`${page}.md`), link: `/${page}` })),
          { text: title("benchmarks/README.md"), link: "/benchmarks/" },
        ],
      },
      { text: "Decisions", collapsed: true, items: pages("decisions") },
    ],
    outline: [2, 3],
    socialLinks: [{ icon: "github", link: repository }],
  },
})
