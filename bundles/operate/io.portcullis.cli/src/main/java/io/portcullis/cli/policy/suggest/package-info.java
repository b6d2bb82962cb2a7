// SPDX-License-Identifier: Apache-2.0

/** Writes the smallest policy that allows the calls of a journal. */
@NullMarked
package io.portcullis.cli.policy.suggest;

import org.jspecify.annotations.NullMarked;
