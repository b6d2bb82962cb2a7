// SPDX-License-Identifier: Apache-2.0

/** Writes explanations of decisions as text and as JSON. */
@NullMarked
package io.portcullis.cli.policy.explain;

import org.jspecify.annotations.NullMarked;
