interface BrandingPreviewProps {
  name: string;
  accent: string | null;
  logo: { src: string; width: number; height: number } | null;
}

const ownAccent = "#4338ca";
const logoHeight = 40;

/** The head of a report as it will be printed: on white paper in both themes, so its colours are its own. */
export function BrandingPreview({ name, accent, logo }: BrandingPreviewProps) {
  const colour = accent ?? ownAccent;
  return (
    <div className="p-4">
      <div className="relative grid gap-6 overflow-hidden rounded-md border border-line bg-[#ffffff] p-6 text-[#18181b] scheme-light">
        <svg aria-hidden="true" className="absolute inset-x-0 top-0 h-1 w-full">
          <rect width="100%" height="100%" fill={colour} />
        </svg>
        <div className="flex min-h-10 items-center justify-between gap-4">
          {logo ? (
            // biome-ignore lint/performance/noImgElement: a small picture of ours that needs no optimiser
            <img
              src={logo.src}
              alt={`Logo of ${name}`}
              width={Math.round((logo.width / logo.height) * logoHeight)}
              height={logoHeight}
              className="h-10 w-auto max-w-[60%] object-contain"
            />
          ) : (
            <span className="font-medium">{name}</span>
          )}
          <span className="text-xs">23 November 2026</span>
        </div>
        <div>
          <svg role="img" aria-label="Security review" className="h-7 w-full">
            <text y="50%" dominantBaseline="central" fill={colour} className="text-xl tracking-tight">
              Security review
            </text>
          </svg>
          <p>Contoso · prepared by {name}</p>
        </div>
      </div>
    </div>
  );
}
