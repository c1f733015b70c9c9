import type { Components, Theme } from '@mui/material/styles'
import { radii, type ColourTokens } from './tokens.ts'

/** 24 pixels and more for every target; edges of 3:1 for everything that can be operated. */
export const componentOverrides = (colour: ColourTokens): Components<Theme> => ({
  ...buttons(colour),
  ...choices(colour),
  ...fields(colour),
  ...surfaces(colour),
})

const focusRing = (colour: ColourTokens) => ({
  '&.Mui-focusVisible': { outline: `2px solid ${colour.text}`, outlineOffset: 1 },
})

const buttons = (colour: ColourTokens): Components<Theme> => ({
  MuiButtonBase: { defaultProps: { disableRipple: true } },
  MuiButton: {
    defaultProps: { disableElevation: true, size: 'small', color: 'inherit' },
    styleOverrides: {
      root: { minHeight: 32, minWidth: 0, padding: '5px 12px', whiteSpace: 'nowrap', ...focusRing(colour) },
      outlined: { borderColor: colour.controlEdge, color: colour.text },
      text: { color: colour.second, padding: '5px 8px', '&:hover': { color: colour.text } },
      contained: {
        backgroundColor: colour.accent,
        color: colour.onAccent,
        '&:hover': { backgroundColor: colour.accent, filter: 'brightness(1.08)' },
        '&.Mui-disabled': { backgroundColor: colour.selected, color: colour.third },
      },
    },
  },
  MuiIconButton: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: {
        width: 28,
        height: 28,
        borderRadius: radii.control,
        color: colour.second,
        '& svg': { fontSize: 18 },
        '&:hover': { color: colour.text },
        ...focusRing(colour),
      },
    },
  },
  MuiToggleButton: {
    styleOverrides: {
      root: {
        height: 28,
        padding: '0 10px',
        borderColor: colour.controlEdge,
        backgroundColor: colour.pane,
        color: colour.second,
        fontWeight: 500,
        textTransform: 'none',
        whiteSpace: 'nowrap',
        '&:hover': { backgroundColor: colour.raised },
        '&.Mui-selected, &.Mui-selected:hover': {
          backgroundColor: colour.selected,
          boxShadow: `inset 0 -2px ${colour.accent}`,
          color: colour.text,
        },
        ...focusRing(colour),
      },
    },
  },
})

const choices = (colour: ColourTokens): Components<Theme> => ({
  MuiCheckbox: {
    defaultProps: { size: 'small', color: 'primary' },
    styleOverrides: {
      root: {
        padding: 4,
        borderRadius: radii.control,
        color: colour.controlEdge,
        '& svg': { fontSize: 18 },
        ...focusRing(colour),
      },
    },
  },
  MuiRadio: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: { padding: 4, color: colour.controlEdge, '& svg': { fontSize: 18 }, ...focusRing(colour) },
    },
  },
  MuiSwitch: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      track: { backgroundColor: colour.controlEdge, opacity: 1 },
      switchBase: {
        color: colour.text,
        '&.Mui-checked + .MuiSwitch-track': { opacity: 0.5 },
        '&.Mui-focusVisible .MuiSwitch-thumb': { outline: `2px solid ${colour.text}`, outlineOffset: 1 },
      },
    },
  },
  MuiSlider: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: { height: 3, padding: '11px 0', color: colour.second },
      rail: { opacity: 1, backgroundColor: colour.selected },
      track: { border: 0 },
      thumb: {
        width: 12,
        height: 12,
        backgroundColor: colour.text,
        boxShadow: 'none',
        '&::before': { boxShadow: 'none' },
        '&::after': { width: 24, height: 24 },
        '&:hover, &.Mui-active': { boxShadow: 'none' },
        '&.Mui-focusVisible': { boxShadow: `0 0 0 2px ${colour.pane}, 0 0 0 4px ${colour.text}` },
      },
    },
  },
})

const fields = (colour: ColourTokens): Components<Theme> => ({
  MuiOutlinedInput: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: {
        minHeight: 30,
        fontSize: 13,
        backgroundColor: colour.field,
        '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: colour.second },
        '&.Mui-focused .MuiOutlinedInput-notchedOutline': { borderColor: colour.text, borderWidth: 2 },
        '&.Mui-error .MuiOutlinedInput-notchedOutline': { borderColor: colour.bad },
      },
      input: { height: 20, padding: '4px 8px', '&::placeholder': { color: colour.third, opacity: 1 } },
      notchedOutline: { borderColor: colour.controlEdge },
    },
  },
  MuiSelect: { styleOverrides: { select: { minHeight: 0 }, icon: { fontSize: 18, color: colour.second } } },
  MuiMenu: { styleOverrides: { list: { padding: '4px 0' } } },
  MuiMenuItem: {
    styleOverrides: {
      root: {
        minHeight: 28,
        gap: 8,
        padding: '4px 12px',
        fontSize: 13,
        '&.Mui-selected, &.Mui-selected:hover': { backgroundColor: colour.selected },
        '&.Mui-focusVisible': { outline: `2px solid ${colour.text}`, outlineOffset: -2 },
      },
    },
  },
  MuiLink: {
    defaultProps: { underline: 'always' },
    styleOverrides: { root: { color: colour.text, textDecorationColor: colour.controlEdge } },
  },
})

const surfaces = (colour: ColourTokens): Components<Theme> => ({
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiPopover: {
    styleOverrides: {
      paper: { border: `1px solid ${colour.hairline}`, boxShadow: '0 8px 24px rgb(0 0 0 / 32%)' },
    },
  },
  MuiDialog: {
    styleOverrides: {
      paper: {
        border: `1px solid ${colour.hairline}`,
        borderRadius: radii.card,
        boxShadow: '0 16px 48px rgb(0 0 0 / 40%)',
      },
    },
  },
  MuiDialogTitle: { styleOverrides: { root: { padding: '16px 24px 8px', fontSize: 15, fontWeight: 600 } } },
  MuiDialogActions: { styleOverrides: { root: { padding: '8px 16px 16px', gap: 8 } } },
  MuiDrawer: { styleOverrides: { paper: { backgroundColor: colour.pane, borderColor: colour.hairline } } },
  MuiTooltip: {
    defaultProps: { enterDelay: 500 },
    styleOverrides: {
      tooltip: { padding: '4px 8px', backgroundColor: '#000000', color: '#FFFFFF', fontSize: 12, lineHeight: '16px' },
    },
  },
  MuiLinearProgress: {
    styleOverrides: {
      root: { height: 4, borderRadius: 2, backgroundColor: colour.selected },
      bar: { borderRadius: 2, transition: 'none' },
    },
  },
  MuiTableCell: {
    styleOverrides: {
      root: { padding: '5px 8px', borderColor: colour.hairline, fontSize: 13, lineHeight: '20px' },
      head: { padding: '6px 8px', color: colour.second, fontSize: 12, lineHeight: '16px', fontWeight: 500 },
    },
  },
})
