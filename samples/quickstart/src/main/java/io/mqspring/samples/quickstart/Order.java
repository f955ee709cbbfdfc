package io.mqspring.samples.quickstart;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;

/** What is sent. An order that breaks these constraints is sent nevertheless: its listeners refuse it. */
record Order(@NotBlank String id, @Positive BigDecimal amount) {}
