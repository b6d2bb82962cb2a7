// SPDX-License-Identifier: Apache-2.0
/** A LangChain4j bot with governed tools. */
package com.example.notes;
