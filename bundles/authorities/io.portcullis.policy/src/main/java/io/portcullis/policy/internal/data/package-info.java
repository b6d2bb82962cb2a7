// SPDX-License-Identifier: Apache-2.0

/** Finds sensitive data in a request and prepares its redaction. */
@NullMarked
package io.portcullis.policy.internal.data;

import org.jspecify.annotations.NullMarked;
