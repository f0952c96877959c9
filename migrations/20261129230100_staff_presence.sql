-- Which case each person of the staff has in front of them right now: only for the others to see, and soon forgotten.
create unlogged table staff_presence (
    staff_id uuid primary key,
    case_id uuid not null,
    seen_at timestamptz not null
);
