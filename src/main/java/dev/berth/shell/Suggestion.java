package dev.berth.shell;

/** Where the possible values of a parameter or an option come from. */
enum Suggestion {
    NOTHING,
    ENVIRONMENTS,
    SERVICES,
    SECRETS,
    BACKUPS,
    FILES,
    SHELLS,
    VERBS
}
