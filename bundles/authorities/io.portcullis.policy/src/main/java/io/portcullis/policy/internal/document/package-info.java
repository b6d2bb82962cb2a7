// SPDX-License-Identifier: Apache-2.0

/** Policy documents after reading: what is checked once so that evaluation need not. */
@NullMarked
package io.portcullis.policy.internal.document;

import org.jspecify.annotations.NullMarked;
