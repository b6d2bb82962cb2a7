// SPDX-License-Identifier: Apache-2.0

/** Finds the identifiers of one country, for the documents that ask for it. */
@NullMarked
package io.portcullis.policy.internal.secret.locale;

import org.jspecify.annotations.NullMarked;
