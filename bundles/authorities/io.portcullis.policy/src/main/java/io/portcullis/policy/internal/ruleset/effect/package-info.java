// SPDX-License-Identifier: Apache-2.0

/** The counters and labels of documents: which calls they are about, and what such a call adds. */
@NullMarked
package io.portcullis.policy.internal.ruleset.effect;

import org.jspecify.annotations.NullMarked;
