// SPDX-License-Identifier: Apache-2.0

/** Asks another policy about recorded calls and compares the decisions. */
@NullMarked
package io.portcullis.cli.journal.replay;

import org.jspecify.annotations.NullMarked;
