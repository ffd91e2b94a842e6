/* The page and the manual: files below web/ as they were when the program was built. */
#include "base/embed.h"
#include "base/str.h"
#include "http/handlers.h"

static const char *type_of(str path)
{
    static const struct {
        const char *end, *type;
    } types[] = {
        {".html", "text/html"},        {".js", "text/javascript"},
        {".css", "text/css"},          {".svg", "image/svg+xml"},
        {".json", "application/json"}, {".png", "image/png"},
        {".ico", "image/x-icon"},      {".woff2", "font/woff2"},
        {".txt", "text/plain"},        {".webmanifest", "application/manifest+json"},
        {".map", "application/json"},  {".md", "text/markdown"},
        {".wasm", "application/wasm"}, {".jpg", "image/jpeg"},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_ends(path, str_of(types[i].end)))
            return types[i].type;
    return "application/octet-stream";
}

static const embedded *find(cx *c, const char *dir, str path)
{
    char *name = cx_printf(c, "%s" STR_FMT, dir, STR_ARG(path));
    return name ? embed_find(name) : NULL;
}

/* No page was built: say how, in the reader's language. */
static bool no_page(cx *c, reply *r)
{
    sb b CLEANUP(sb_done) = {0};
    bool en = c->lang == LANG_EN;
    sb_init(&b, 4096);
    sb_printf(
        &b,
        "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><title>调度 Diaodu</title>"
        "<h1>调度 Diaodu</h1><p>%s</p><p><a href=\"/openapi.json\">/openapi.json</a> · "
        "<a href=\"/api/v1/desk\">/api/v1/desk</a></p></html>\n",
        en ? "en" : "zh-CN",
        en ? "The interface is being served; the page was not part of this build. ./run builds "
             "it into build/web and then the program anew. <a href=\"/manual/en.html\">Manual</a>"
           : "接口已在服务；此程序编译时没有网页。运行 ./run 会把网页做进 build/web 并重新编译。"
             "<a href=\"/manual/zh.html\">手册</a>");
    r->type = "text/html";
    r->page = true;
    r->body = body_take(&b);
    return r->body || fail_memory(c);
}

/* Files with a hash in their name never change; index.html is asked for anew each time. */
static bool send_file(cx *c, const embedded *e, str path, reply *r)
{
    const embedded *gz = find(c, "web.gz", path);
    str packed = gz ? (str){(const char *)gz->data, gz->size} : (str){"", 0};
    sha256 h = os_sha256((str){(const char *)e->data, e->size});
    char hex[33];
    os_hex(h.b, 16, hex);
    snprintf(r->etag, sizeof r->etag, "%s", hex);
    r->type = type_of(path);
    r->page = !strcmp(r->type, "text/html");
    r->keep = str_starts(path, S("/assets/")) ? KEEP_FOREVER : KEEP_CHECKED;
    r->body = body_fixed((str){(const char *)e->data, e->size}, packed);
    return r->body || fail_memory(c);
}

bool get_static(cx *c, str path, reply *r)
{
    if (str_eqz(path, "/manual") || str_eqz(path, "/manual/"))
        path = c->lang == LANG_EN ? S("/manual/en.html") : S("/manual/zh.html");
    const embedded *e = find(c, "web", path);
    if (!e) { /* an address of the page's own: it has no dot in its last part */
        size_t slash = path.n;
        while (slash > 0 && path.p[slash - 1] != '/')
            slash--;
        if (memchr(path.p + slash, '.', path.n - slash))
            return false;
        path = S("/index.html");
        e = embed_find("web/index.html");
    }
    return e ? send_file(c, e, path, r) : no_page(c, r);
}
