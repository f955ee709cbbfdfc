package io.mqspring.samples.delayed;

import java.time.Instant;

/** What to remember, and when. */
record Reminder(String text, Instant due) {}
