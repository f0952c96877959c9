//! What a person of the staff may do: a word of the domain, since commands carry it.

pub use domain::values::StaffRole as Role;

#[cfg(test)]
mod tests {
    use domain::values::UnknownRole;

    use super::*;

    #[test]
    fn a_role_is_read_by_the_name_it_is_written_with() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
        }
        assert_eq!("root".parse::<Role>(), Err(UnknownRole));
    }

    #[test]
    fn an_analyst_sees_no_case_and_only_an_admin_looks_after_the_staff() {
        let who = |may: fn(Role) -> bool| Role::ALL.map(may);
        assert_eq!(who(Role::moderates), [true, true, false, true]);
        assert_eq!(who(Role::is_senior), [false, true, false, true]);
        assert_eq!(who(Role::analyses), [false, true, true, true]);
        assert_eq!(who(Role::administers), [false, false, false, true]);
    }
}
