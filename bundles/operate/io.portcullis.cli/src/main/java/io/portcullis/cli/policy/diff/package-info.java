// SPDX-License-Identifier: Apache-2.0

/** Compares two policies: by their decisions about recorded calls, or by what they contain. */
@NullMarked
package io.portcullis.cli.policy.diff;

import org.jspecify.annotations.NullMarked;
