// SPDX-License-Identifier: Apache-2.0

/** Decides calls by policy documents and validates the documents. */
@NullMarked
package io.portcullis.cli.policy;

import org.jspecify.annotations.NullMarked;
