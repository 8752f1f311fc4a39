/** Carries messages about alerts to whom a definition names: by mail, webhook, program, or to an Alertmanager. */
@NullMarked
package dev.berth.notification;

import org.jspecify.annotations.NullMarked;
