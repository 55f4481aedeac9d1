#include "config.h"

#include "tui/kit/canvas.h"

#include <stdlib.h>

/* Nobody looks at it but canvas_at and canvas_to_text. */
struct canvas *canvas_memory(int rows, int cols)
{
    struct canvas *canvas = calloc(1, sizeof *canvas);

    if (!canvas)
        return NULL;
    canvas->ambiguous = 1;
    if (!canvas_resize(canvas, rows, cols))
        canvas_free(&canvas);
    return canvas;
}
