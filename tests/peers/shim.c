/* A PKCS#11 module that passes every call on to a real one, and misbehaves as the file `<its own path>.control` says:
 *
 *   real=PATH                the module to pass calls on to
 *   hang=FUNCTION            never returns from it
 *   segv=FUNCTION            crashes in it
 *   exit=FUNCTION            ends the whole process in it, calmly
 *   fork=FUNCTION            leaves a child behind in it, which does nothing
 *   print=FUNCTION           writes to standard output in it
 *   rv=FUNCTION:CODE[@N]     returns CODE (hexadecimal) instead of calling, from the Nth call on
 *   flags_or=BITS flags_and=BITS   of every token (hexadecimal)
 *   maker=NAME               of the module
 *   absent=1                 every slot is empty
 *   noslots=1                there is no slot
 *
 * Every function it is asked to call goes into `<its own path>.calls`, one name a line.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong_t;
typedef ulong_t (*call_t)(long, long, long, long, long, long, long, long);
/* CK_FUNCTION_LIST, PKCS #11 v2.40 section 3.6: a version, then 68 functions in a fixed order. */
struct list { unsigned char version[2]; call_t f[68]; };

static struct list ours, *real;

static void beside(char *path, const char *ending) {
    Dl_info me;
    dladdr((void *)beside, &me);
    snprintf(path, 4096, "%s%s", me.dli_fname, ending);
}

/* The value of the nth line that begins with `key=`, or NULL. */
static const char *wish(const char *key, int n) {
    static char line[4096];
    char path[4096];
    size_t length = strlen(key);
    beside(path, ".control");
    FILE *file = fopen(path, "r");
    const char *found = NULL;
    while (file && !found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (!strncmp(line, key, length) && line[length] == '=' && n-- == 0) found = line + length + 1;
    }
    if (file) fclose(file);
    return found;
}

static int wished(const char *key, const char *name) {
    const char *value;
    for (int n = 0; (value = wish(key, n)); n++)
        if (!strcmp(value, name)) return 1;
    return 0;
}

/* Notes the call, misbehaves, or says with 0 that the real function is to be called. */
static int before(const char *name, int count, ulong_t *rv) {
    char path[4096], wanted[64];
    const char *value;
    beside(path, ".calls");
    FILE *file = fopen(path, "a");
    if (file) { fprintf(file, "%s\n", name); fclose(file); }
    if (wished("hang", name)) for (;;) pause();
    if (wished("segv", name)) *(volatile int *)0 = 0;
    if (wished("fork", name) && !fork()) for (;;) pause();
    if (wished("print", name)) { puts("{\"slots\": []}"); fflush(stdout); }
    if (wished("exit", name)) _exit(0);
    for (int n = 0; (value = wish("rv", n)); n++) {
        int from = 1;
        if (sscanf(value, "%63[^:]:%lx@%d", wanted, rv, &from) >= 2 && !strcmp(wanted, name) && count >= from) return 1;
    }
    return 0;
}

#define WRAP(index, name, after)                                                                                     \
    static ulong_t w_##name(long a, long b, long c, long d, long e, long g, long h, long i) {                        \
        static int count;                                                                                             \
        ulong_t rv;                                                                                                   \
        if (before(#name, ++count, &rv)) return rv;                                                                   \
        rv = real->f[index](a, b, c, d, e, g, h, i);                                                                  \
        const char *value;                                                                                            \
        (void)value;                                                                                                  \
        if (rv == 0) { after }                                                                                        \
        return rv;                                                                                                    \
    }
#define FLAGS(pointer) (*(ulong_t *)((char *)(pointer) + 96)) /* of CK_SLOT_INFO and of CK_TOKEN_INFO alike */

WRAP(0, C_Initialize, )
WRAP(2, C_GetInfo, if ((value = wish("maker", 0))) { /* padded with blanks, not ended */
    memset((char *)a + 2, ' ', 32); memcpy((char *)a + 2, value, strnlen(value, 32)); })
WRAP(4, C_GetSlotList, if (wish("noslots", 0)) *(ulong_t *)c = 0;)
WRAP(5, C_GetSlotInfo, if (wish("absent", 0)) FLAGS(b) &= ~1ul;)
WRAP(6, C_GetTokenInfo, if (wish("absent", 0)) return 0xE0;
    if (FLAGS(b) & 0x400) {
        if ((value = wish("flags_and", 0))) FLAGS(b) &= strtoul(value, 0, 16);
        if ((value = wish("flags_or", 0))) FLAGS(b) |= strtoul(value, 0, 16); })
WRAP(9, C_InitToken, )
WRAP(10, C_InitPIN, )
WRAP(11, C_SetPIN, )
WRAP(12, C_OpenSession, )
WRAP(13, C_CloseSession, )
WRAP(18, C_Login, )
WRAP(20, C_CreateObject, )
WRAP(24, C_GetAttributeValue, )
WRAP(26, C_FindObjectsInit, )
WRAP(27, C_FindObjects, )
WRAP(42, C_SignInit, )
WRAP(67, C_WaitForSlotEvent, )

ulong_t C_GetFunctionList(struct list **list) {
    ulong_t (*theirs)(struct list **);
    void *library = dlopen(wish("real", 0), RTLD_NOW | RTLD_LOCAL);
    if (!library || !(theirs = dlsym(library, "C_GetFunctionList")) || theirs(&real)) return 5; /* CKR_GENERAL_ERROR */
    ours = *real;
    static const struct { int index; call_t f; } wraps[] = {
        {0, w_C_Initialize}, {2, w_C_GetInfo}, {4, w_C_GetSlotList}, {5, w_C_GetSlotInfo}, {6, w_C_GetTokenInfo},
        {9, w_C_InitToken}, {10, w_C_InitPIN}, {11, w_C_SetPIN}, {12, w_C_OpenSession}, {13, w_C_CloseSession},
        {18, w_C_Login}, {20, w_C_CreateObject}, {24, w_C_GetAttributeValue}, {26, w_C_FindObjectsInit},
        {27, w_C_FindObjects}, {42, w_C_SignInit}, {67, w_C_WaitForSlotEvent}};
    for (size_t n = 0; n < sizeof wraps / sizeof *wraps; n++) ours.f[wraps[n].index] = wraps[n].f;
    *list = &ours;
    return 0;
}
