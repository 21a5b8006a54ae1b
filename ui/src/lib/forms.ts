/** Forms the pages know by name: where persons and departments live. */
export const PERSONS = 'people.person'
export const DEPARTMENTS = 'people.department'
