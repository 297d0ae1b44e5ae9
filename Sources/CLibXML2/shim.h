// Debian 12 builds libxml2 with ICU, and <libxml/encoding.h> then pulls in ICU's headers, whose
// enums clash with the copy inside Foundation ("'UErrorCode' has different definitions in
// different modules"). The macro below only adds ICU helper structs and the tail of one struct
// that is never allocated from Swift, so it is switched off before any other header is read.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>
