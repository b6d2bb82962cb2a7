// SPDX-License-Identifier: Apache-2.0

/** Finds secrets and personal data in a text by their public formats, in linear time. */
@NullMarked
package io.portcullis.policy.internal.secret;

import org.jspecify.annotations.NullMarked;
