/** What a watch sees, as metrics that Prometheus reads. */
@NullMarked
package dev.berth.metrics;

import org.jspecify.annotations.NullMarked;
