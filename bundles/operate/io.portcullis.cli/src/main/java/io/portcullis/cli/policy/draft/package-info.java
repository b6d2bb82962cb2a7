// SPDX-License-Identifier: Apache-2.0

/** Writes policy documents and cases, with names that nobody has verified. */
@NullMarked
package io.portcullis.cli.policy.draft;

import org.jspecify.annotations.NullMarked;
