// SPDX-License-Identifier: Apache-2.0

/** Reads the sections of a policy document into rules and warns about sets of documents. */
@NullMarked
package io.portcullis.policy.internal.document;

import org.jspecify.annotations.NullMarked;
